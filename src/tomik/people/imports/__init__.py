"""Import of class lists: of one school on the screen, of a region by the administrator's command."""
