"""Reply letters to CPPCC proposals and people's congress suggestions: read, parsed, stored, searched and shown."""
