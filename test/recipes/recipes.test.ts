import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { auditScenes } from './scenes/audit-log.ts';
import { failureScenes, memoryScenes } from './scenes/failures.ts';
import { gatewayScenes } from './scenes/gateway.ts';
import { gatewayHubspotScenes } from './scenes/gateway-hubspot.ts';
import { gatewaySlackScenes } from './scenes/gateway-slack.ts';
import { hubspotLeadScenes, hubspotScenes, hubspotVisitorScenes } from './scenes/hubspot.ts';
import { lostChatScenes } from './scenes/lost-chat.ts';
import { onCallScenes } from './scenes/on-call.ts';
import type { Scene } from './scenes/scene.ts';
import { sheetsScenes } from './scenes/sheets.ts';
import { slackScenes, slackScoreScenes } from './scenes/slack.ts';
import { type Stage, setStage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
}, INSTALL_LIMIT_MS);
afterAll(() => stage?.close());

const scene: Scene = (title, play) => {
  test(title, () => stage.n8n.explain(() => play(stage)));
};

describe('Google Sheets log', () => sheetsScenes(scene));
describe('Slack by priority and industry', () => slackScenes(scene));
describe('Slack by score and industry', () => slackScoreScenes(scene));
describe('HubSpot', () => {
  hubspotScenes(scene);
  hubspotLeadScenes(scene);
  hubspotVisitorScenes(scene);
});
describe('all providers, through the gateway', () => {
  gatewayScenes(scene);
  gatewaySlackScenes(scene);
  gatewayHubspotScenes(scene);
});
describe('on-call alert', () => onCallScenes(scene));
describe('lost chats', () => lostChatScenes(scene));
describe('audit log', () => auditScenes(scene));
describe('failures', () => failureScenes(scene));
describe('housekeeping', () => memoryScenes(scene));
