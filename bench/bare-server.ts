/** The peer: Express 5 that checks the HMAC and stores nothing. Prints its port. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { SECRET } from './sample.ts';

const app = express();
app.disable('x-powered-by');
app.post('/in', express.raw({ type: () => true, limit: '10mb' }), (request, response) => {
  const expected = createHmac('sha256', SECRET).update(request.body).digest();
  const claimed = Buffer.from(String(request.headers['x-siggnal-signature']), 'hex');
  const fits = claimed.length === expected.length && timingSafeEqual(claimed, expected);
  response.status(fits ? 200 : 401).json({ ok: fits });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `${JSON.stringify({ port: (server.address() as AddressInfo).port, path: '/in' })}\n`,
  );
});
