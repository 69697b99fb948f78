"""The resolvers: HOW a field is answered."""
