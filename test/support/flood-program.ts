/**
 * Sends a flood from a process of its own, so that what it costs the sender slows nobody down:
 * `node flood-program.ts <name> <port> <path> <connections> <milliseconds or requests>`.
 *
 * @module
 */
import { forgeries, heldOpen, type Target, tinyChunks, unreadAnswers } from './flood.ts';

const FLOODS: Readonly<
  Record<string, (target: Target, connections: number, more: number) => Promise<unknown>>
> = { tinyChunks, heldOpen, forgeries, unreadAnswers };

const [name = '', port, path = '', connections, more] = process.argv.slice(2);
const target = { port: Number(port), path };
const result = await FLOODS[name]?.(target, Number(connections), Number(more));
if (result instanceof Map) process.stdout.write(JSON.stringify([...result]));
