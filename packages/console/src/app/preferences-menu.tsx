import { Menu } from '@base-ui/react/menu';
import { signOut } from '@signal-hooks/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, CircleUser } from 'lucide-react';
import { client } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { IconButton } from '../components/button.tsx';
import menu from '../components/menu.module.css';
import { LANGUAGE_NAMES, LANGUAGES } from '../texts/languages.ts';
import { THEMES, usePreferences } from './preferences.tsx';
import { queryClient } from './query-client.ts';
import { useTexts } from './texts.tsx';

/** Theme, language and sign-out. */
export function PreferencesMenu() {
  const t = useTexts();
  const { theme, setTheme, language, setLanguage } = usePreferences();
  return (
    <Menu.Root>
      <Menu.Trigger render={<IconButton label={t.shell.account} icon={CircleUser} />} />
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={6} className={menu.positioner}>
          <Menu.Popup className={menu.popup}>
            <Choices
              label={t.shell.theme}
              value={theme}
              options={THEMES.map((each) => [each, t.shell.themes[each]])}
              onChoose={setTheme}
            />
            <Choices
              label={t.shell.language}
              value={language}
              options={LANGUAGES.map((each) => [each, LANGUAGE_NAMES[each]])}
              onChoose={setLanguage}
            />
            <SignOut />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface ChoicesProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly onChoose: (value: Value) => void;
}

function Choices<Value extends string>({ label, value, options, onChoose }: ChoicesProps<Value>) {
  return (
    <Menu.Group>
      <Menu.GroupLabel className={menu.label}>{label}</Menu.GroupLabel>
      <Menu.RadioGroup value={value} onValueChange={onChoose}>
        {options.map(([each, words]) => (
          <Menu.RadioItem key={each} value={each} className={menu.item}>
            {words}
            <Menu.RadioItemIndicator className={menu.indicator}>
              <Check aria-hidden size={16} />
            </Menu.RadioItemIndicator>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}

function SignOut() {
  const t = useTexts();
  const navigate = useNavigate();
  const session = useQuery(sessionQuery).data?.session;
  const leave = useMutation({
    mutationFn: () => client(signOut()),
    onSuccess: async () => {
      // Nothing of what this viewer saw stays in memory.
      queryClient.clear();
      await navigate({ to: '/sign-in', search: {} });
    },
  });
  if (session === null || session === undefined) return null;
  return (
    <>
      <Menu.Separator className={menu.separator} />
      <Menu.Group>
        <Menu.GroupLabel className={menu.label}>{t.shell.signedInAs(session.name)}</Menu.GroupLabel>
        <Menu.Item className={menu.item} onClick={() => leave.mutate()}>
          {t.shell.signOut}
        </Menu.Item>
      </Menu.Group>
    </>
  );
}
