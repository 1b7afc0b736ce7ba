import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.tsx';

export const tokensRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'tokens',
  component: lazyRouteComponent(() => import('./tokens.tsx'), 'Tokens'),
});
