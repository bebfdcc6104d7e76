/** The engine with a device that fails as the environment asks. */
import './failing-session.ts';
import '../../backend/engine/entry.ts';
