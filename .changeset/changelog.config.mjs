/**
 * How a changelog is written: the sentences of the files here as they are. Commits and the versions of
 * other packages say nothing to a reader, as all packages have one version.
 */
export default {
  getReleaseLine: ({ summary }) => {
    const [first, ...rest] = summary.trim().split('\n');
    return Promise.resolve(`- ${[first, ...rest.map((line) => line && `  ${line}`)].join('\n')}`);
  },
  getDependencyReleaseLine: () => Promise.resolve(''),
};
