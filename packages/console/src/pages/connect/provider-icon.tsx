import type { Provider } from '@signal-hooks/client';
import styles from './provider-icon.module.css';

/** A provider's icon; its first letter where it has none. */
export function ProviderIcon({ icon, name }: Pick<Provider, 'icon' | 'name'>) {
  if (icon === null) {
    return (
      <span className={styles.letter} aria-hidden>
        {name.slice(0, 1).toUpperCase()}
      </span>
    );
  }
  const address = `data:image/svg+xml;utf8,${encodeURIComponent(icon)}`;
  return <img className={styles.icon} src={address} alt="" width={36} height={36} />;
}
