import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { auditScenes } from './scenes/audit-log.ts';
import { failureScenes, memoryScenes } from './scenes/failures.ts';
import { gatewayScenes } from './scenes/gateway.ts';
import { hubspotLeadScenes, hubspotScenes } from './scenes/hubspot.ts';
import { lostChatScenes } from './scenes/lost-chat.ts';
import { onCallScenes } from './scenes/on-call.ts';
import type { Scene } from './scenes/scene.ts';
import { sheetsScenes } from './scenes/sheets.ts';
import { slackScenes } from './scenes/slack.ts';
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
describe('all providers, one sheet', () => gatewayScenes(scene));
describe('Slack by priority and industry', () => slackScenes(scene));
describe('HubSpot', () => {
  hubspotScenes(scene);
  hubspotLeadScenes(scene);
});
describe('on-call alert', () => onCallScenes(scene));
describe('lost chats', () => lostChatScenes(scene));
describe('audit log', () => auditScenes(scene));
describe('failures', () => failureScenes(scene));
describe('housekeeping', () => memoryScenes(scene));
