import type { StorageState } from '@signal-hooks/gateway';
import { attention, type Check, type Finding, fine } from './finding.ts';

/** From here on a disk that gets full is worth more than a line. */
const SOON_DAYS = 30;

/** For how long there is room, if events come as in the last seven days. */
export const checkStorage: Check = async ({ services }) => [
  storageFinding(await services.storage.state()),
];

/** What is said of how much is stored. */
export function storageFinding(state: StorageState): Finding {
  const { bytesPerEvent, eventsPerDay, forecast } = state;
  const count = `${whole(state.events)} events`;
  if (bytesPerEvent === null || eventsPerDay === null) {
    return fine('room', `${count}: too little to say for how long there is room.`);
  }
  const each = `${count} of ${size(bytesPerEvent)} each, deliveries included; ${whole(eventsPerDay)} a day.`;
  const days = forecast.days ?? 0;
  const when = days < 1 ? 'In less than a day' : `In ${whole(Math.floor(days))} days`;
  const most = size(forecast.mostBytes ?? 0);
  switch (forecast.outcome) {
    case 'levels_off':
      return fine('room', `${each} It comes to ${most}: then as much is deleted by age as comes.`);
    case 'oldest_deleted':
      return fine(
        'room',
        `${each} ${when} it comes to ${most}: then the oldest go (SIGNAL_HOOKS_RETENTION_BYTES).`,
      );
    case 'disk_full': {
      const says = `${each} ${when} the disk is full, and nothing can be stored.`;
      if (days > SOON_DAYS) return fine('room', says);
      const todo =
        'Make room, or keep less: SIGNAL_HOOKS_RETENTION_DAYS, SIGNAL_HOOKS_RETENTION_BYTES.';
      return attention('room', `${says} ${todo}`);
    }
    default:
      return fine('room', `${each} Nothing limits it.`);
  }
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** As people write it: 2.1 kB. */
function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${UNITS[power]}`;
}

const whole = (count: number): string => count.toLocaleString('en-US');
