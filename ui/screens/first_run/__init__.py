"""What a new laptop asks: what it is for, a name, a passphrase; then an invitation or the organisation kit."""
