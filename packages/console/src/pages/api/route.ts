import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.tsx';

export const apiRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'api',
  component: lazyRouteComponent(() => import('./api.tsx'), 'Api'),
});
