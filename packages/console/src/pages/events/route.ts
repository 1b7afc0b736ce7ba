import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.tsx';
import { readSearch } from './search.ts';

export const eventsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'events',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import('./events.tsx'), 'Events'),
});

export const eventRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'events/$id',
  component: lazyRouteComponent(() => import('./event.tsx'), 'Event'),
});
