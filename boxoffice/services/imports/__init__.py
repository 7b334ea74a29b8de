"""Films, shows and theatres out of other people's spreadsheets and exports."""
