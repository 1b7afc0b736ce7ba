import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '../app/texts.tsx';
import { IconButton } from './button.tsx';
import styles from './toast.module.css';

/** Shows short messages that go away, and reads them aloud. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const { common } = useTexts();
  return (
    <Toast.Provider>
      {children}
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport} aria-label={common.messages}>
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

/** @returns shows a message: only what was done, never what went wrong, which stays on the page */
export function useToast(): (title: string) => void {
  const { add } = Toast.useToastManager();
  return (title) => {
    add({ title });
  };
}

function Toasts() {
  const t = useTexts();
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast}>
      <Toast.Title className={styles.title} />
      <Toast.Close render={<IconButton label={t.common.close} icon={X} />} />
    </Toast.Root>
  ));
}
