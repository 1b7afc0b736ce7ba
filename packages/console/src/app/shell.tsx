import { Dialog } from '@base-ui/react/dialog';
import { Link, Outlet } from '@tanstack/react-router';
import { Menu as MenuIcon, Webhook, X } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../components/button.tsx';
import { NAVIGATION } from './navigation.ts';
import { PreferencesMenu } from './preferences-menu.tsx';
import styles from './shell.module.css';
import { useTexts } from './texts.tsx';

/** What surrounds every page: navigation at the side, behind a button on a phone. */
export function Shell() {
  const t = useTexts();
  return (
    <div className={styles.shell}>
      <button type="button" className={styles.skip} onClick={focusMain}>
        {t.shell.skip}
      </button>
      <header className={styles.header}>
        <PhoneNavigation />
        <Link to="/" className={styles.brand}>
          <Webhook aria-hidden size={20} /> Signal Hooks
        </Link>
        <PreferencesMenu />
      </header>
      <nav className={styles.side} aria-label={t.shell.navigation}>
        <NavigationList />
      </nav>
      <main id="main" className={styles.main} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

/** A link with a fragment would lead below the document's base. */
function focusMain(): void {
  document.getElementById('main')?.focus();
}

function NavigationList({ onChoose }: { readonly onChoose?: () => void }) {
  const t = useTexts();
  return (
    <ul className={styles.list}>
      {NAVIGATION.map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <Link
            to={to}
            className={styles.entry}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            onClick={onChoose}
          >
            <Icon aria-hidden size={18} />
            {label(t)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function PhoneNavigation() {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger
        className={styles.menuButton}
        render={<IconButton label={t.shell.openNavigation} icon={MenuIcon} />}
      />
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.drawer}>
          <div className={styles.drawerHead}>
            <Dialog.Title className={styles.drawerTitle}>{t.shell.navigation}</Dialog.Title>
            <Dialog.Close render={<IconButton label={t.shell.closeNavigation} icon={X} />} />
          </div>
          <nav aria-label={t.shell.navigation}>
            <NavigationList onChoose={() => setOpen(false)} />
          </nav>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
