import { createRootRoute, createRoute, Outlet, redirect } from '@tanstack/react-router';
import { sessionQuery } from '../api/queries.ts';
import { NotFound } from './not-found.tsx';
import { PageError } from './page-error.tsx';
import { queryClient } from './query-client.ts';
import { Shell } from './shell.tsx';

/** Above everything, also what is seen without being signed in. */
export const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: PageError,
});

/** Above every page that needs somebody to be signed in; leads to sign-in and back. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    const { session } = await queryClient.query(sessionQuery);
    if (session !== null) return;
    throw redirect({ to: '/sign-in', search: { to: location.publicHref } });
  },
  component: Shell,
  errorComponent: PageError,
});

/** For every address that no page has. */
export const notFoundRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '$',
  component: NotFound,
});
