import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../app/root-route.tsx';
import { readTarget, type Target } from './targets.ts';

export const subscriptionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'subscriptions',
  component: lazyRouteComponent(() => import('./subscriptions.tsx'), 'Subscriptions'),
});

export const subscriptionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'subscriptions/$id',
  component: lazyRouteComponent(() => import('./subscription.tsx'), 'SubscriptionPage'),
});

/** "Send to…": where events can go. */
export const sendToRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: 'send-to',
  validateSearch: ({ to }): { to?: Target } => {
    const target = readTarget(to);
    return target === undefined ? {} : { to: target };
  },
  component: lazyRouteComponent(() => import('./send-to.tsx'), 'SendTo'),
});
