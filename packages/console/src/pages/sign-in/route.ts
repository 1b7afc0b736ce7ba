import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.tsx';
import { pathInside } from './path-inside.ts';

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'sign-in',
  /** `to`: the page to go to afterwards. */
  validateSearch: ({ to }: Record<string, unknown>): { readonly to?: string | undefined } => ({
    to: typeof to === 'string' ? pathInside(to, document.baseURI) : undefined,
  }),
  component: lazyRouteComponent(() => import('./sign-in.tsx'), 'SignIn'),
});
