#!/usr/bin/env node
/**
 * Behaves like `cloudflared`, `tailscale` or `ngrok`, by the name it is started with: takes the same
 * arguments, prints the same lines, stays until it is ended. `STAND_IN` names a folder, in which it notes
 * its process and how often it was started; with a file `failing` there, it finds no network.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const tool = basename(process.argv[1]);
const args = process.argv.slice(2).join(' ');
const folder = process.env.STAND_IN;
const port = process.env.STAND_IN_PORT;
const countFile = join(folder, 'count');
const count = 1 + (existsSync(countFile) ? Number(readFileSync(countFile, 'utf8')) : 0);
writeFileSync(countFile, String(count));
writeFileSync(join(folder, 'pid'), String(process.pid));

const TIME = '2026-11-27T20:00:00Z';
const stays = () => setInterval(() => undefined, 1000);
const ends = (line) => {
  process.stderr.write(`${line}\n`);
  process.exit(1);
};

const tools = {
  cloudflared() {
    if (args !== `tunnel --no-autoupdate --url http://127.0.0.1:${port}`) ends('unknown flag');
    process.stderr.write(`${TIME} INF Requesting new quick Tunnel on trycloudflare.com...\n`);
    if (existsSync(join(folder, 'failing'))) {
      ends(
        'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com: no such host',
      );
    }
    const box = [
      '+--------------------------------------------------------------------------------------------+',
      '|  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |',
      `|  https://start-${count}-of-it.trycloudflare.com                                               |`,
      '+--------------------------------------------------------------------------------------------+',
    ];
    for (const line of box) process.stderr.write(`${TIME} INF ${line}\n`);
    process.stderr.write(`${TIME} INF Registered tunnel connection connIndex=0\n`);
    stays();
  },
  tailscale() {
    if (args !== `funnel ${port}`) ends('invalid argument format');
    process.stdout.write(
      `Available on the internet:\n\nhttps://machine.tail1234.ts.net/\n|-- proxy http://127.0.0.1:${port}\n\nPress Ctrl+C to exit.\n`,
    );
    stays();
  },
  ngrok() {
    const wanted = `http http://127.0.0.1:${port} --log stdout --log-format logfmt`;
    if (args !== wanted) ends('ERROR: unknown flag');
    const time = 't=2026-11-27T20:00:00+0000 lvl=info';
    process.stdout.write(
      `${time} msg="starting web service" obj=web addr=127.0.0.1:4040 allow_hosts=[]\n` +
        `${time} msg="started tunnel" obj=tunnels name=command_line addr=http://127.0.0.1:${port} url=https://abcd-1-2.ngrok-free.app\n`,
    );
    stays();
  },
};
tools[tool]();
