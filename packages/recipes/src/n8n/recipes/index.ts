import type { Recipe } from '../recipe.ts';
import { auditLog } from './audit-log.ts';
import { failures } from './failures.ts';
import { hubspotRecipes } from './hubspot.ts';
import { lostChat } from './lost-chat.ts';
import { onCall } from './on-call.ts';
import { sheetsLogs } from './sheets-log.ts';
import { slackRoutings } from './slack-routing.ts';

/** All recipes for n8n, in the guide's order. */
export const RECIPES: readonly Recipe[] = [
  ...sheetsLogs,
  ...slackRoutings,
  ...hubspotRecipes,
  onCall,
  lostChat,
  auditLog,
  failures,
];
