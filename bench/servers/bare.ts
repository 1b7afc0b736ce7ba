/** The peer of ingest: Express 5 that checks the HMAC and stores nothing. Prints its port. */
import express from 'express';
import { announce } from './announce.ts';
import { isGenuine } from './genuine.ts';

const app = express();
app.disable('x-powered-by');
app.post('/in', express.raw({ type: () => true, limit: '10mb' }), (request, response) => {
  const ok = isGenuine(request);
  response.status(ok ? 200 : 401).json({ ok });
});
announce(app, '/in');
