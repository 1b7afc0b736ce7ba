#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`signal-hooks needs Node 22.19 or newer; this is ${process.version}.\n`);
  process.exit(1);
}
const orNotBuilt = (loading) =>
  loading.catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write(`signal-hooks is not built yet. Run: npm run build\n(${error.message})\n`);
    process.exit(1);
  });
const { limitHeap } = await orNotBuilt(import('../dist/heap-limits.js'));
limitHeap();
const { main } = await orNotBuilt(import('../dist/index.js'));
await main(process.argv);
