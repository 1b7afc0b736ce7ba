import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.tsx';

export const sourcesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'sources',
  component: lazyRouteComponent(() => import('./sources.tsx'), 'Sources'),
});

export const sourceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'sources/$id',
  component: lazyRouteComponent(() => import('./source.tsx'), 'SourcePage'),
});
