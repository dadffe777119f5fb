// The Bootstrap behaviours that Tabler carries and Tomik uses (no carousel, scrollspy, popover).
import Alert from '@tabler/core/js/src/bootstrap/alert'
import Collapse from '@tabler/core/js/src/bootstrap/collapse'
import Dropdown from '@tabler/core/js/src/bootstrap/dropdown'
import Modal from '@tabler/core/js/src/bootstrap/modal'
import Offcanvas from '@tabler/core/js/src/bootstrap/offcanvas'
import Tab from '@tabler/core/js/src/bootstrap/tab'

declare global { interface Window { bootstrap: unknown } }
window.bootstrap = { Alert, Collapse, Dropdown, Modal, Offcanvas, Tab }
