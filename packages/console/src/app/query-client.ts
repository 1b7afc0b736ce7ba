import { ApiError } from '@signal-hooks/client';
import { QueryClient } from '@tanstack/react-query';

/** What the gateway refuses will be refused again; a network may come back. */
const isWorthTrying = (error: unknown): boolean =>
  !(error instanceof ApiError && error.isOfGateway);

/** What was read from the gateway, shared by all pages. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && isWorthTrying(error),
      staleTime: 10_000,
      // The gateway is often on this machine: it answers also without an internet.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
