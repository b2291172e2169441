namespace AgentGrid.Domain.Identity;

/// <summary>Words that common passwords are made of. Put together for this project; long common passwords are nearly always two of these, or one with digits.</summary>
internal static class CommonPasswordWords
{
    /// <summary>In lower case.</summary>
    public static IReadOnlyCollection<string> All { get; } =
    [
        "password", "passwort", "passwd", "passw", "pass", "word", "contrasena", "motdepasse", "kennwort", "geheim", "secret", "secure", "security", "private",
        "welcome", "willkommen", "bienvenue", "hello", "hallo", "letmein", "open", "sesame", "enter", "login", "signin", "access", "change", "changeme", "please", "default", "temp", "temporary",
        "admin", "administrator", "root", "system", "sysadmin", "manager", "user", "username", "guest", "test", "testing", "tester", "demo", "example", "sample", "master", "super", "server",
        "qwerty", "qwertz", "azerty", "asdf", "asdfgh", "zxcv", "zxcvbn", "qazwsx", "abcd", "abc", "abcdef",
        "iloveyou", "loveyou", "love", "lovely", "lover", "forever", "always", "baby", "babygirl", "princess", "prince", "angel", "sweet", "honey", "sunshine", "flower", "butterfly", "friend", "friends", "family",
        "mother", "father", "mommy", "daddy", "sister", "brother", "happy", "beautiful", "thebest", "best", "cool", "number", "one", "two", "three", "first", "my", "your", "the", "and", "you", "is", "for", "me",
        "dragon", "monkey", "tiger", "lion", "eagle", "shadow", "killer", "hunter", "warrior", "ninja", "pirate", "wizard", "knight", "king", "queen", "jesus", "christ", "god", "blessed", "heaven", "faith",
        "football", "fussball", "baseball", "basketball", "soccer", "hockey", "liverpool", "chelsea", "arsenal", "barcelona", "juventus", "madrid", "bayern", "manchester", "united", "yankees", "cowboys", "lakers",
        "superman", "batman", "spiderman", "ironman", "starwars", "startrek", "pokemon", "pikachu", "naruto", "minecraft", "matrix", "gandalf", "hobbit", "harry", "potter",
        "michael", "jordan", "jennifer", "jessica", "ashley", "michelle", "daniel", "thomas", "charlie", "andrew", "robert", "matthew", "anthony", "joshua", "george", "alexander", "maria", "anna", "martin", "nicole",
        "summer", "winter", "spring", "autumn", "sommer", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "monday", "friday", "sunday",
        "computer", "internet", "google", "facebook", "linkedin", "twitter", "windows", "microsoft", "apple", "samsung", "android", "linux", "ubuntu", "oracle", "cisco", "docker", "kubernetes", "postgres",
        "mustang", "ferrari", "porsche", "mercedes", "corvette", "harley", "yamaha", "chocolate", "cookie", "banana", "cheese", "pepper", "ginger", "orange", "purple", "silver", "golden", "black", "white", "green",
        "whatever", "nothing", "trustno", "fuckyou", "freedom", "america", "england", "london", "berlin", "paris", "money", "company", "office", "work", "school", "student", "college", "chatgpt", "openai", "robot",
    ];
}
