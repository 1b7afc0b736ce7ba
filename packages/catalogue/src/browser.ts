/** What of the catalogue runs in a browser: nothing here reaches a module of Node. */
export { TOKEN_PURPOSES, type TokenPurpose } from './scopes.ts';
