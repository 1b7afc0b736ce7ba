import type { SampleObject } from '@signal-hooks/catalogue';
import { spreadsheetOf } from '../fixture.ts';
import { PublishedRecipe } from '../published-recipe.ts';
import { expectSheet, type SheetRow } from '../sheet.ts';
import { RECEIVED_AT, type TestCase } from './test-case.ts';

const TIMESTAMP = '2026-04-25T14:30:00+00:00';
const user = (event: string, more: SampleObject) => ({
  event,
  data: {
    user: {
      id: 41,
      name: 'Jane Smith',
      email: 'jane@example.com',
      is_admin: false,
      is_owner: false,
      is_active: true,
      updated_at: TIMESTAMP,
      roles: [],
      ...more,
    },
  },
  timestamp: TIMESTAMP,
});
const row = (what: string, more: SheetRow): SheetRow => ({
  event_id: expect.stringMatching(/^evt_[0-9a-f]{24}$/),
  // SIGNALS makes it anew for every attempt.
  occurred_at: RECEIVED_AT,
  what,
  subject: '',
  user_id: '',
  user_name: '',
  user_email: '',
  is_admin: '',
  is_owner: '',
  is_active: '',
  roles: '',
  role_id: '',
  settings_group: '',
  received_at: RECEIVED_AT,
  ...more,
});
const ORDINARY = {
  subject: '=Jane',
  user_id: '41',
  user_name: '=Jane',
  user_email: 'jane@example.com',
  is_admin: false,
  is_owner: false,
  is_active: true,
};
const ADMIN = {
  subject: 'Jane Smith',
  user_id: '41',
  user_name: 'Jane Smith',
  user_email: 'jane@example.com',
  is_admin: true,
  is_owner: false,
  is_active: false,
  roles: 'Editor, <!here>',
};

/** Everything is logged; what concerns rights is told. */
export function auditCases(testCase: TestCase): void {
  testCase(
    'all is in the log, security hears of administrators, roles, settings',
    async (fixture) => {
      const slug = 'signals-audit-log';
      fixture.google.make({ id: spreadsheetOf(slug), title: 'Audit log' });
      const published = await PublishedRecipe.publish(fixture, slug);
      await published.takeTwice('user.created', user('user.created', { name: '=Jane' }));
      const roles = [
        { id: 3, name: 'Editor' },
        { id: 4, name: '<!here>' },
      ];
      const admin = { is_admin: true, is_active: false, roles };
      await published.take('user.updated', user('user.updated', admin));
      await published.take('role.created', {
        event: 'role.created',
        data: { role: { id: 7, name: 'Reviewer' } },
        timestamp: TIMESTAMP,
      });
      await published.take('settings.updated', {
        event: 'settings.updated',
        data: { group: 'security', settings: { two_factor: false } },
        timestamp: TIMESTAMP,
      });
      expectSheet(fixture, slug, [
        row('User Created', ORDINARY),
        row('User Updated', ADMIN),
        row('Role Created', { subject: 'Reviewer', role_id: '7' }),
        row('Settings Updated', { subject: 'security', settings_group: 'security' }),
      ]);
      const told = fixture.slack.posted('C0SECURITY').map((text) => text.split('\n'));
      expect(told).toEqual([
        [
          '*SIGNALS: User Updated*',
          'Jane Smith, jane@example.com',
          'administrator, not active',
          'Roles: Editor, &lt;!here&gt;',
          RECEIVED_AT,
        ],
        ['*SIGNALS: Role Created*', 'Reviewer', RECEIVED_AT],
        ['*SIGNALS: Settings Updated*', 'security', RECEIVED_AT],
      ]);
    },
  );
}
