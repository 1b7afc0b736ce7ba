/** Ways of setting n8n up, by name: https://docs.n8n.io/hosting/configuration/environment-variables/ */
export const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: {},
  'pool-2': { N8N_EXPRESSION_ENGINE_POOL_SIZE: '2' },
  'pool-4': { N8N_EXPRESSION_ENGINE_POOL_SIZE: '4' },
  'pool-8': { N8N_EXPRESSION_ENGINE_POOL_SIZE: '8' },
  lazy: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
  quickjs: { N8N_EXPRESSION_ENGINE: 'quickjs' },
  'quickjs-lazy': {
    N8N_EXPRESSION_ENGINE: 'quickjs',
    N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
  },
  legacy: { N8N_EXPRESSION_ENGINE: 'legacy' },
};
