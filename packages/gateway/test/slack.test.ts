import { slackMessage } from '../src/slack.ts';

test('a link is the last line, and cannot be left', () => {
  const { text } = JSON.parse(slackMessage('a < b', 'https://x.example/a|b>c?d=1&e=2'));
  expect(text).toBe('a &lt; b\n<https://x.example/a%7Cb%3Ec?d=1&amp;e=2>');
});
