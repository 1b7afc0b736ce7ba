import { createRouter } from '@tanstack/react-router';
import { alertsRoute } from '../pages/alerts/route.ts';
import { apiRoute } from '../pages/api/route.ts';
import { auditRoute } from '../pages/audit/route.ts';
import { connectCustomRoute, connectProviderRoute, connectRoute } from '../pages/connect/route.ts';
import { eventRoute, eventsRoute } from '../pages/events/route.ts';
import { homeRoute } from '../pages/home/route.ts';
import { rejectionsRoute } from '../pages/rejections/route.ts';
import { settingsRoute } from '../pages/settings/route.ts';
import { signInRoute } from '../pages/sign-in/route.ts';
import { sourceRoute, sourcesRoute } from '../pages/sources/route.ts';
import {
  sendToRoute,
  subscriptionRoute,
  subscriptionsRoute,
} from '../pages/subscriptions/route.ts';
import { tokensRoute } from '../pages/tokens/route.ts';
import { notFoundRoute, rootRoute, shellRoute } from './root-route.tsx';

/** A page is a line here, and one in `navigation.ts` if it has an entry there. */
const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([
    homeRoute,
    eventsRoute,
    eventRoute,
    rejectionsRoute,
    connectRoute,
    connectProviderRoute,
    connectCustomRoute,
    sourcesRoute,
    sourceRoute,
    subscriptionsRoute,
    subscriptionRoute,
    sendToRoute,
    alertsRoute,
    tokensRoute,
    apiRoute,
    auditRoute,
    settingsRoute,
    notFoundRoute,
  ]),
]);

export const router = createRouter({
  routeTree,
  basepath: new URL(document.baseURI).pathname.replace(/\/$/, ''),
  defaultPreload: 'intent',
  scrollRestoration: true,
  // What a page shows while its code comes: nothing new, so that nothing flickers.
  defaultPendingMs: 1000,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
