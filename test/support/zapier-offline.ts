/**
 * Loaded into Zapier's programs before their own code: refuses every connection that would leave
 * this machine, and notes it in the file that ZAPIER_OFFLINE_LOG names.
 */
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

/** What `connect` is called with; Node's own modules wrap it in a list. */
interface Target {
  readonly host?: string;
  readonly path?: string;
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;
const { connect } = Socket.prototype;

Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
  const [first] = args.flat();
  const { host = 'localhost', path } = (typeof first === 'object' ? first : {}) as Target;
  if (typeof first !== 'object' || (path === undefined && !LOOPBACK.test(host))) {
    appendFileSync(process.env.ZAPIER_OFFLINE_LOG ?? '/dev/stderr', `${host}\n`);
    throw new Error(`There is no network in this test: ${host}`);
  }
  return Reflect.apply(connect, this, args);
} as typeof connect;
