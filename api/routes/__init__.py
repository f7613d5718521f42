"""What the API answers, one file a resource; paths and bodies are those of the contract's section 6."""
