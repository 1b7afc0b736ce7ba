import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PLACES = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'];

/** The installed nginx, or undefined. */
export const nginxBinary: string | undefined = PLACES.find((path) => existsSync(path));

/** An nginx of the test's own. */
export interface Nginx {
  stop(): Promise<void>;
}

/**
 * Starts nginx with all its files in `folder`.
 * @param servers `server { … }` blocks
 */
export function startNginx(folder: string, servers: readonly string[]): Nginx {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const config = [
    'daemon off;',
    // One process, with the rights of the test: there is nothing to hand over to another user.
    'master_process off;',
    `pid ${join(folder, 'nginx.pid')};`,
    `error_log ${join(folder, 'logs', 'error.log')} warn;`,
    'events {}',
    'http {',
    'access_log off;',
    ...temporary.map((name) => `${name}_temp_path ${join(folder, name)};`),
    ...servers,
    '}',
  ];
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, config.join('\n'));
  const child = spawn(nginxBinary ?? 'nginx', ['-p', folder, '-c', file], { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
  return {
    stop: () => {
      child.kill('SIGTERM');
      return gone;
    },
  };
}
