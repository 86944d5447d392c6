// The page of the clocks: only the time that is left moves by itself.

import { keepShowing } from "./waiting.js";

keepShowing();
