import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.tsx';

/** Of which source, and which one is opened. */
export interface RejectionsSearch {
  readonly source_id?: string;
  readonly id?: string;
}

export const rejectionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'rejections',
  validateSearch: ({ source_id, id }: Record<string, unknown>): RejectionsSearch => ({
    ...(typeof source_id === 'string' ? { source_id } : {}),
    ...(typeof id === 'string' ? { id } : {}),
  }),
  component: lazyRouteComponent(() => import('./rejections.tsx'), 'Rejections'),
});
