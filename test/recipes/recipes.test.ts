import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { anyWebhookCases } from './cases/any-webhook.ts';
import { auditCases } from './cases/audit-log.ts';
import { failureCases, memoryCases } from './cases/failures.ts';
import { gatewayCases } from './cases/gateway.ts';
import { gatewayHubspotCases } from './cases/gateway-hubspot.ts';
import { gatewaySlackCases } from './cases/gateway-slack.ts';
import { hubspotCases, hubspotLeadCases, hubspotVisitorCases } from './cases/hubspot.ts';
import { lostChatCases } from './cases/lost-chat.ts';
import { onCallCases } from './cases/on-call.ts';
import { onlyInN8nCases } from './cases/only-in-n8n.ts';
import { repeatedCases } from './cases/repeated.ts';
import { sheetsCases } from './cases/sheets.ts';
import { slackCases, slackScoreCases } from './cases/slack.ts';
import type { TestCase } from './cases/test-case.ts';
import { type Fixture, startFixture } from './fixture.ts';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
}, INSTALL_LIMIT_MS);
afterAll(() => fixture?.close());

const testCase: TestCase = (title, run) => {
  test(title, () => fixture.n8n.explain(() => run(fixture)));
};

describe('Google Sheets log', () => sheetsCases(testCase));
describe('Google Sheets log of any sender', () => anyWebhookCases(testCase));
describe('Slack by priority and industry', () => slackCases(testCase));
describe('Slack by score and industry', () => slackScoreCases(testCase));
describe('HubSpot', () => {
  hubspotCases(testCase);
  hubspotLeadCases(testCase);
  hubspotVisitorCases(testCase);
});
describe('all providers, through the gateway', () => {
  gatewayCases(testCase);
  gatewaySlackCases(testCase);
  gatewayHubspotCases(testCase);
});
describe('all providers, to services that only n8n brings events to', () =>
  onlyInN8nCases(testCase));
describe('on-call alert', () => onCallCases(testCase));
describe('lost chats', () => lostChatCases(testCase));
describe('audit log', () => auditCases(testCase));
describe('repeated by the gateway', () => repeatedCases(testCase));
describe('failures', () => failureCases(testCase));
describe('housekeeping', () => memoryCases(testCase));
