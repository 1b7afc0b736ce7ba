import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** A message as it came. */
interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Header lines, unfolded. */
  readonly headers: readonly string[];
  readonly text: string;
}

/** A mail server on loopback: RFC 5321 as far as a sender without TLS needs it. */
export interface SmtpServer {
  readonly url: string;
  readonly mails: Mail[];
  /** The commands that came, in upper case. */
  readonly verbs: Set<string>;
  /** Answers to RCPT; default: taken. */
  recipientAnswer: string;
  close(): Promise<void>;
}

export async function startSmtpServer(): Promise<SmtpServer> {
  const mails: Mail[] = [];
  const verbs = new Set<string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let buffered = '';
    let from = '';
    let to: string[] = [];
    let data: string[] | null = null;
    const say = (line: string): unknown => socket.write(`${line}\r\n`);
    const takeLine = (line: string): void => {
      if (data !== null) {
        if (line !== '.') {
          data.push(line.replace(/^\./, ''));
          return;
        }
        mails.push(parse(from, to, data));
        data = null;
        say('250 taken');
        return;
      }
      const [verb = ''] = line.toUpperCase().split(/[ :]/);
      verbs.add(verb);
      if (verb === 'EHLO') say('250 mail.test');
      else if (verb === 'MAIL') {
        from = /<(.*?)>/.exec(line)?.[1] ?? '';
        to = [];
        say('250 ok');
      } else if (verb === 'RCPT') {
        to.push(/<(.*?)>/.exec(line)?.[1] ?? '');
        say(smtp.recipientAnswer);
      } else if (verb === 'DATA') {
        data = [];
        say('354 go on');
      } else if (verb === 'QUIT') {
        say('221 bye');
        socket.end();
      } else say('502 not known');
    };
    socket.on('data', (chunk) => {
      buffered += chunk.toString('latin1');
      const lines = buffered.split('\r\n');
      buffered = lines.pop() ?? '';
      for (const line of lines) takeLine(line);
    });
    say('220 mail.test');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const smtp: SmtpServer = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ mails, verbs },
    recipientAnswer: '250 ok',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return smtp;
}

function parse(from: string, to: readonly string[], lines: readonly string[]): Mail {
  const end = lines.indexOf('');
  const headers = lines
    .slice(0, end)
    .join('\n')
    .replace(/\n[ \t]+/g, ' ')
    .split('\n');
  const encoding = headers.find((line) => /^content-transfer-encoding:/i.test(line)) ?? '';
  const body = lines.slice(end + 1).join('\n');
  if (/base64/i.test(encoding)) {
    return { from, to: [...to], headers, text: Buffer.from(body, 'base64').toString() };
  }
  const text = /quoted-printable/i.test(encoding)
    ? Buffer.from(
        body
          .replace(/=\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      ).toString()
    : body;
  return { from, to: [...to], headers, text };
}
