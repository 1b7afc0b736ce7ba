/**
 * What a failure of the system means to whoever typed the command; undefined for anything else.
 * @param error as thrown by Node: with `code`, and `port`, `path` or `address` where they apply
 */
export function failureInWords(error: NodeJS.ErrnoException): string | undefined {
  const { code, syscall, path, message } = error;
  const { port, address } = error as { port?: number; address?: string };
  if (syscall === 'listen') {
    if (code === 'EADDRINUSE') return `Port ${port} is taken. Choose another one with --port.`;
    if (code === 'EACCES') {
      return `This user may not listen on port ${port}. Choose one from 1024 with --port.`;
    }
    if (code === 'EADDRNOTAVAIL') return `${address} is no address of this machine.`;
  }
  if (code === 'ENOSPC') return 'The disk is full.';
  if (code === 'EROFS') return `${path ?? 'The folder'} is on a disk that cannot be written.`;
  if (code === 'EACCES' || code === 'EPERM') {
    return `${path ?? message} cannot be used by this user. Check whose file or folder it is.`;
  }
  if (code === 'ENOTDIR') return `${path ?? message}: a part of this path is a file, not a folder.`;
  if (code === 'EEXIST') return `${path ?? message} exists already, and is no folder.`;
  return undefined;
}
