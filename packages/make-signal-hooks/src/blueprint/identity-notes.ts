/** Where Make's way of recognising a retry differs from the catalogue's. */
export const IDENTITY_NOTES: Readonly<Partial<Record<string, string>>> = {
  'signal-ark': 'Plays without an id are not told apart.',
  signals:
    'SIGNALS sends no id. Equal data is a retry for ever where something was created or deleted or tells when it changed; elsewhere (a role that is renamed, a setting) it is a retry within the same hour. The gateway and n8n keep a window of ten minutes instead.',
};
