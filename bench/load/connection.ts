import { connect, type Socket } from 'node:net';

/** Connects to a server on this machine. */
export function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

/** Calls back with the status of each answer; an answer has a Content-Length and may come in pieces. */
export function onAnswer(socket: Socket, callback: (status: number) => void): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return;
    const at = text.search(/\r\ncontent-length: /i);
    const length = at === -1 || at > end ? 0 : Number.parseInt(text.slice(at + 18, at + 28), 10);
    if (text.length < end + 4 + length) return;
    const status = Number(text.slice(9, 12));
    text = '';
    callback(status);
  });
}
