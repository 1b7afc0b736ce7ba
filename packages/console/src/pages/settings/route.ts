import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.tsx';

export const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'settings',
  component: lazyRouteComponent(() => import('./settings.tsx'), 'Settings'),
});
