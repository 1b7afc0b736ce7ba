/** VitePress's own theme with the fonts that a system has: pages load none. */
export { default } from 'vitepress/theme-without-fonts';

import './style.css';
