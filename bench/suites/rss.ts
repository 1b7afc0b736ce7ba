import { existsSync, readFileSync } from 'node:fs';
import { burst } from '../load/burst.ts';
import { startSink } from '../load/sink.ts';
import { startGateway } from '../servers/start.ts';
import { detail, type Suite } from '../suite.ts';

const BURSTS = 50;
const EVENTS = 20_000;
const CONCURRENCY = 100;

/** What the gateway's process takes of memory once it has delivered a million events, in bursts. */
export const rss: Suite = {
  names: ['rss'],
  async run() {
    if (!existsSync('/proc/self/status')) return { rss: { skipped: 'it is read from /proc' } };
    const sink = await startSink();
    const subscription = { targetUrl: sink.url(0), maxConcurrency: CONCURRENCY };
    const gateway = await startGateway({ subscriptions: [subscription] });
    try {
      const before = memoryOf(gateway.pid, 'VmRSS');
      for (let at = 0; at < BURSTS; at += 1) await burst([gateway], sink, EVENTS, 1);
      const peak = memoryOf(gateway.pid, 'VmHWM');
      detail(`at the start ${before.toFixed(0)} MB, at most ${peak.toFixed(0)} MB`);
      return { rss: { ours: memoryOf(gateway.pid, 'VmRSS'), peer: null, ratio: null } };
    } finally {
      await gateway.stop();
      await sink.close();
    }
  },
};

/** A line of `/proc/<pid>/status`, in MB: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function memoryOf(pid: number, line: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024) / 1e6;
}
