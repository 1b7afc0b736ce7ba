/**
 * The peer of delivery: Express 5 that checks the HMAC, answers, and forwards the bytes with undici.
 * It stores nothing, and what it could not forward is lost. Prints its port.
 */
import express from 'express';
import { Agent, request as send } from 'undici';
import { announce } from './announce.ts';
import { isGenuine } from './genuine.ts';

/** How the relay forwards. */
export interface RelaySettings {
  readonly targets: readonly string[];
  /** Connections to each origin. */
  readonly connections: number;
}

const { targets, connections }: RelaySettings = JSON.parse(process.argv[2] ?? '');
const dispatcher = new Agent({ connections });

async function forward(target: string, body: Buffer, signature: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-siggnal-signature': signature };
  const answer = await send(target, { dispatcher, method: 'POST', headers, body });
  await answer.body.dump();
}

const app = express();
app.disable('x-powered-by');
app.post('/in', express.raw({ type: () => true, limit: '10mb' }), (request, response) => {
  const ok = isGenuine(request);
  response.status(ok ? 200 : 401).json({ ok });
  if (!ok) return;
  const signature = String(request.headers['x-siggnal-signature']);
  for (const target of targets) void forward(target, request.body, signature);
});
announce(app, '/in');
