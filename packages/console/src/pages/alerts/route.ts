import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.tsx';

export const alertsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'alerts',
  component: lazyRouteComponent(() => import('./alerts.tsx'), 'Alerts'),
});
