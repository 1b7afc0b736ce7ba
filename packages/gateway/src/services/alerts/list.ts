import type { Alert } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { AlertQuery } from '../../store/alerts.ts';
import type { Page, PageRequest } from '../../store/store.ts';
import type { AlertDeps } from './deps.ts';

/** The latest first. @throws {GatewayError} `invalid_request` */
export const listAlerts = (
  { store }: AlertDeps,
  query: AlertQuery,
  page: PageRequest,
): Promise<Page<Alert>> => store.alerts.list(query, page);

/** @throws {GatewayError} `alert_not_found` */
export async function getAlert({ store }: AlertDeps, id: string): Promise<Alert> {
  const alert = await store.alerts.get(id);
  if (alert === null) throw new GatewayError('alert_not_found');
  return alert;
}
