import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { PreferencesProvider } from './app/preferences.tsx';
import { queryClient } from './app/query-client.ts';
import { router } from './app/router.ts';
import { readSignInCode } from './app/sign-in-code.ts';
import { TextsProvider } from './app/texts.tsx';
import { ToastProvider } from './components/toast.tsx';
import './app/theme.css';
import './app/base.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root"');

readSignInCode();
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <PreferencesProvider>
        <TextsProvider>
          <QueryClientProvider client={queryClient}>
            <ToastProvider>
              <RouterProvider router={router} />
            </ToastProvider>
          </QueryClientProvider>
        </TextsProvider>
      </PreferencesProvider>
    </CSPProvider>
  </StrictMode>,
);
