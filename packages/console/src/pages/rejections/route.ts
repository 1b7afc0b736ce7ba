import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.tsx';

export const rejectionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'rejections',
  validateSearch: ({ source_id }: Record<string, unknown>): { readonly source_id?: string } =>
    typeof source_id === 'string' ? { source_id } : {},
  component: lazyRouteComponent(() => import('./rejections.tsx'), 'Rejections'),
});
