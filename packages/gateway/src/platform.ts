import type { Environment } from './environment.ts';

/** What a hosting platform says of the service that it runs. */
export interface Platform {
  /** Every address: the platform's proxy reaches the service from another machine. */
  readonly host: '0.0.0.0';
  /** Where the platform's proxy expects the service; undefined: it does not say. */
  readonly port: string | undefined;
  /** The public address; undefined: the service has none yet. */
  readonly url: string | undefined;
}

/**
 * The platform that this process runs on, by the variables that it sets; null: another machine. There `PORT`
 * is not read: it may be meant for another program.
 *
 * - Railway: `RAILWAY_ENVIRONMENT_NAME`, and `RAILWAY_PUBLIC_DOMAIN` once the service has a domain.
 *   https://docs.railway.com/reference/variables#railway-provided-variables
 * - Render: `RENDER`, and `RENDER_EXTERNAL_URL` for a web service.
 *   https://render.com/docs/environment-variables
 */
export function platformOf(env: Environment): Platform | null {
  const { PORT: port, RAILWAY_PUBLIC_DOMAIN: domain } = env;
  if (env.RAILWAY_ENVIRONMENT_NAME) {
    return { host: '0.0.0.0', port, url: domain ? `https://${domain}` : undefined };
  }
  if (env.RENDER) return { host: '0.0.0.0', port, url: env.RENDER_EXTERNAL_URL };
  return null;
}
