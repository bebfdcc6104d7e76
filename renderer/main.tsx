/** Starts the window: fonts, styles, the connection, the screens. */
import '@fontsource/inter/latin-400.css';
import '@fontsource/inter/latin-500.css';
import '@fontsource/inter/latin-600.css';
import '@fontsource/inter/latin-ext-400.css';
import '@fontsource/inter/latin-ext-500.css';
import '@fontsource/inter/latin-ext-600.css';
import './parts/tokens.css';
import './parts/base.css';
import { createRoot } from 'react-dom/client';
import { Entry } from './entry.tsx';
import { connect } from './state/connect.ts';
import { keepOnShelf } from './state/held-keeping.ts';
import { windowShelf } from './state/held-shelf.ts';
import { beginLanguage } from './state/language.ts';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
beginLanguage(window.localStorage, navigator.languages);
keepOnShelf(windowShelf());
createRoot(root).render(<Entry connect={connect} />);
