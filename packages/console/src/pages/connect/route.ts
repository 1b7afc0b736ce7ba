import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.tsx';

export const connectRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'connect',
  component: lazyRouteComponent(() => import('./connect.tsx'), 'Connect'),
});

export const connectProviderRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'connect/$provider',
  component: lazyRouteComponent(() => import('./connect-provider.tsx'), 'ConnectProvider'),
});

export const connectCustomRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'connect/custom',
  component: lazyRouteComponent(() => import('./connect-custom.tsx'), 'ConnectCustom'),
});
