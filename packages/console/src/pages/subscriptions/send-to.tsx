import { Link, useSearch } from '@tanstack/react-router';
import { useTexts } from '../../app/texts.tsx';
import { Page } from '../../components/page.tsx';
import { NewSubscription } from './new-subscription.tsx';
import { PlatformSteps } from './platform-steps.tsx';
import styles from './subscription.module.css';
import { nameOfTarget, TARGETS, type Target } from './targets.ts';

/** "Send to…": chooses where events go, and leads there. */
export function SendTo() {
  const { to } = useSearch({ from: '/shell/send-to' });
  return to === undefined ? <Choose /> : <Chosen target={to} />;
}

function Choose() {
  const t = useTexts();
  return (
    <Page title={t.sendTo.title} description={t.sendTo.description}>
      <ul className={styles.choices}>
        {TARGETS.map((target) => (
          <li key={target}>
            <Link to="/send-to" search={{ to: target }} className={styles.choice}>
              <strong>{nameOfTarget(target, t)}</strong>
              <span>{t.sendTo.targets[target]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Page>
  );
}

function Chosen({ target }: { readonly target: Target }) {
  const t = useTexts();
  return (
    <Page
      key={target}
      title={t.sendTo.to(nameOfTarget(target, t))}
      description={t.sendTo.targets[target]}
      actions={
        <Link to="/send-to" search={{}}>
          {t.sendTo.another}
        </Link>
      }
    >
      {target === 'slack' || target === 'url' ? (
        <NewSubscription target={target} />
      ) : (
        <PlatformSteps platform={target} />
      )}
    </Page>
  );
}
